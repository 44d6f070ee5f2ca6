import { createEngine } from '../create-engine'
import type { Operation } from '../engine/core/context'

export function registeredOperations(): Operation[] {
  const key = ({ path, method }: Operation) => `${path} ${method}`
  return createEngine()
    .router.operations()
    .filter(({ path }) => path.startsWith('/v1/'))
    .sort((a, b) => key(a).localeCompare(key(b)))
}
