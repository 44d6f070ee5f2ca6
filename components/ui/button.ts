import { cva, type VariantProps } from 'class-variance-authority'

/**
 * The look of a button or of a link that acts like one. It gives a class and no component, so that the browser needs
 * none of the code that chooses it.
 */
export const button = cva(
  'inline-flex items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors aria-busy:opacity-60',
  {
    variants: {
      look: {
        primary: 'bg-accent text-accent-ink hover:bg-accent-strong',
        secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
        quiet: 'text-muted hover:bg-sunken hover:text-ink',
        danger: 'border border-danger bg-surface text-danger hover:bg-danger-soft',
      },
      size: {
        small: 'h-9 px-3 text-sm',
        medium: 'h-10 px-4 text-sm',
        large: 'h-12 px-6 text-base',
      },
    },
    defaultVariants: { look: 'primary', size: 'medium' },
  },
)

export type ButtonLook = VariantProps<typeof button>['look']
