export function migrate(url: string, last?: string): Promise<string[]>
