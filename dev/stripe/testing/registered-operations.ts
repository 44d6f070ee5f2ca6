import { registerOperations } from '../api'
import { Context, type Operation } from '../engine/core/context'
import { Store } from '../engine/core/store'

/** Every operation of the API that the stand-in has, in the order of their paths. */
export function registeredOperations(): Operation[] {
  const all: Operation[] = []
  const ctx = new Context(new Store())
  const register = ctx.register.bind(ctx)
  ctx.register = (operations) => {
    all.push(...operations)
    register(operations)
  }
  registerOperations(ctx)
  const key = ({ path, method }: Operation) => `${path} ${method}`
  return all.filter(({ path }) => path.startsWith('/v1/')).sort((a, b) => key(a).localeCompare(key(b)))
}
