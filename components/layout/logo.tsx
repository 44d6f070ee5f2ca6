import { product } from '@/lib/product'

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[1.05rem] font-semibold tracking-tight">
      <svg aria-hidden="true" className="size-6 text-accent" fill="currentColor" viewBox="0 0 24 24">
        <path d={product.logo.path} />
      </svg>
      {product.name}
    </span>
  )
}
