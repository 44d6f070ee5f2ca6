import { button } from '@/components/ui/button'

type Props = {
  name: string
  teamName: string
  signOut: (form: FormData) => Promise<void>
}

/** Who is signed in, for which team, and the way out. */
export function SignedInAs({ name, teamName, signOut }: Props) {
  return (
    <>
      <div className="px-3 text-sm">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted">{teamName}</p>
      </div>
      <form action={signOut} className="mt-2">
        <button className={button({ look: 'quiet', size: 'small' })} type="submit">
          Sign out
        </button>
      </form>
    </>
  )
}
