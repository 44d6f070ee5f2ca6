type Route = { method: string; path: string }

/** Finds an operation by method and path. A path can have parameters, such as `/v1/customers/:id`. */
export class Router<Operation extends Route> {
  private routes: { operation: Operation; pattern: RegExp; names: string[] }[] = []

  register(operations: Operation[]): void {
    for (const operation of operations) {
      const names: string[] = []
      const source = operation.path.replace(/:(\w+)/g, (_, name: string) => {
        names.push(name)
        return '([^/]+)'
      })
      this.routes.push({ operation, pattern: new RegExp(`^${source}$`), names })
    }
    // A fixed path such as /v1/customers/search takes precedence over /v1/customers/:id.
    this.routes.sort((a, b) => a.names.length - b.names.length)
  }

  /** All registered operations. */
  operations(): Operation[] {
    return this.routes.map(({ operation }) => operation)
  }

  /** Returns the operation and the path's parameters, or null if no operation matches. */
  match(method: string, path: string): { operation: Operation; path: Record<string, string> } | null {
    for (const { operation, pattern, names } of this.routes) {
      if (operation.method !== method) continue
      const found = pattern.exec(path)
      if (!found) continue
      const parts = names.map((name, index) => [name, decoded(found[index + 1] ?? '')])
      return { operation, path: Object.fromEntries(parts) }
    }
    return null
  }
}

/** A decoded path segment, or the original text if it is not validly encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
