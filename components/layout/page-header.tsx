import type { ReactNode } from 'react'

type Props = { title: string; lead?: ReactNode; aside?: ReactNode }

export function PageHeader({ title, lead, aside }: Props) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-4">
      <div className="min-w-0 wrap-anywhere">
        <h1 className="text-2xl font-semibold sm:text-[1.75rem]">{title}</h1>
        {lead && <p className="mt-1.5 text-muted">{lead}</p>}
      </div>
      {aside}
    </div>
  )
}
