import { cva, type VariantProps } from 'class-variance-authority'

/**
 * The look of a button, or of a link that acts like one: classes of app/components.css. It is no component, so the
 * browser needs none of the code that chooses them.
 */
export const button = cva('button', {
  variants: {
    look: {
      primary: 'button-primary',
      secondary: 'button-secondary',
      quiet: 'button-quiet',
      danger: 'button-danger',
    },
    size: {
      small: 'button-small',
      medium: 'button-medium',
      large: 'button-large',
    },
  },
  defaultVariants: { look: 'primary', size: 'medium' },
})

export type ButtonLook = VariantProps<typeof button>['look']
