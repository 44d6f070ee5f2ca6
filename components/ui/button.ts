const looks = {
  primary: 'button-primary',
  secondary: 'button-secondary',
  quiet: 'button-quiet',
  danger: 'button-danger',
}

const sizes = {
  small: 'button-small',
  medium: 'button-medium',
  large: 'button-large',
}

export type ButtonLook = keyof typeof looks

type Options = { look?: ButtonLook; size?: keyof typeof sizes; className?: string }

/** The classes, from app/components.css, of a button or of a link that looks like one. */
export function button({ look = 'primary', size = 'medium', className }: Options = {}): string {
  const classes = `button ${looks[look]} ${sizes[size]}`
  return className ? `${classes} ${className}` : classes
}
