import type { Repository } from '../repository'
import type { Rule } from '../rule'

// Put together from parts, so that this file passes its own rules.
const debt = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')})\\b`)
const machine = new RegExp(
  `(^|[\\s'"\`(=:])(/(${['root', 'home', 'Users', 'work'].join('|')})/[\\w.-]|[A-Z]:\\\\\\\\?Users)`,
)

export const noDebt: Rule = {
  name: 'nothing is put off in a comment: do it, or file it',
  check: (repository) => linesWith(repository, debt),
}

export const noMachinePaths: Rule = {
  name: 'no path of one person’s machine',
  check: (repository) => linesWith(repository, machine),
}

function linesWith(repository: Repository, pattern: RegExp): string[] {
  return repository.paths.flatMap((file) => {
    if (file === 'package-lock.json' || !pattern.test(repository.text(file).replaceAll('\n', ' '))) return []
    const lines = repository.text(file).split('\n')
    return lines.flatMap((line, index) =>
      pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 80)}`] : [],
    )
  })
}
