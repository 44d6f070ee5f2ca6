/** Renders hidden inputs. Skips undefined values. */
export function HiddenFields({ values }: { values: Record<string, string | undefined> }) {
  return Object.entries(values).map(
    ([name, value]) => value !== undefined && <input key={name} name={name} type="hidden" value={value} />,
  )
}
