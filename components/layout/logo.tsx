/** The mark and the name. The mark is decoration: the name beside it says the same. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[1.05rem] font-semibold tracking-tight">
      <svg aria-hidden="true" className="size-6 text-accent" fill="currentColor" viewBox="0 0 24 24">
        <path d="M12 1.5 1.5 7.5V10h21V7.5zM3.75 12h3.5v7.5h-3.5zm6.5 0h3.5v7.5h-3.5zm6.5 0h3.5v7.5h-3.5zM1.5 21h21v2.25h-21z" />
      </svg>
      Portico
    </span>
  )
}
