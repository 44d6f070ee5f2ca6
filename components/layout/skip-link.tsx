/** The first focusable element. It skips the navigation and jumps to `<main id="content">`. */
export function SkipLink() {
  return (
    <a
      className="sr-only rounded-md bg-accent px-4 py-2 font-medium text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      href="#content"
    >
      Skip to content
    </a>
  )
}
