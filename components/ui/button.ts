const variants = {
  primary: 'button-primary',
  secondary: 'button-secondary',
  ghost: 'button-ghost',
  danger: 'button-danger',
}

const sizes = {
  small: 'button-small',
  medium: 'button-medium',
  large: 'button-large',
}

export type ButtonVariant = keyof typeof variants

type Options = { variant?: ButtonVariant; size?: keyof typeof sizes; className?: string }

/** Returns the CSS classes for a button, or for a link styled as one. They are defined in app/components.css. */
export function button({ variant = 'primary', size = 'medium', className }: Options = {}): string {
  const classes = `button ${variants[variant]} ${sizes[size]}`
  return className ? `${classes} ${className}` : classes
}
