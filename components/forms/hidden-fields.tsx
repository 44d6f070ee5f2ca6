/** What a form sends along without asking. Values that are undefined are left out. */
export function HiddenFields({ values }: { values: Record<string, string | undefined> }) {
  return Object.entries(values).map(
    ([name, value]) => value !== undefined && <input key={name} name={name} type="hidden" value={value} />,
  )
}
