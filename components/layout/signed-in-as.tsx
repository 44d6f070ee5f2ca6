import { button } from '@/components/ui/button'

type Props = {
  name: string
  teamName: string
  signOut: (form: FormData) => Promise<void>
}

/** Who is signed in, for which team, and the way out. */
export function SignedInAs({ name, teamName, signOut }: Props) {
  return (
    <div className="flex items-center justify-between gap-3">
      <div className="min-w-0 text-sm">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted">{teamName}</p>
      </div>
      <form action={signOut}>
        <button className={button({ look: 'quiet', size: 'small', className: 'px-2.5' })} type="submit">
          Sign out
        </button>
      </form>
    </div>
  )
}
