type Props = { used: number; max: number | null; label: string }

/** Shows usage against a limit as text and a bar. An unlimited plan has no bar. */
export function UsageMeter({ used, max, label }: Props) {
  const share = max === null ? 0 : Math.min(1, used / Math.max(1, max))
  return (
    <div>
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <span className="text-muted">{label}</span>
        <span className="font-medium tabular-nums">{max === null ? `${used} (unlimited)` : `${used} of ${max}`}</span>
      </div>
      {max !== null && (
        <meter aria-label={label} className="sr-only" max={max} min={0} value={Math.min(used, max)}>
          {used} of {max}
        </meter>
      )}
      {max !== null && (
        <div aria-hidden="true" className="mt-2.5 h-1.5 overflow-hidden rounded-full bg-line">
          <div
            className={`h-full rounded-full ${used >= max ? 'bg-warning' : 'bg-accent'}`}
            style={{ width: `${share * 100}%` }}
          />
        </div>
      )}
    </div>
  )
}
