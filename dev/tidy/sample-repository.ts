export type Files = Record<string, string>

/** A package.json with some packages more, or in another version. */
export const manifest = (changes: { dependencies?: Files; devDependencies?: Files } = {}) =>
  JSON.stringify({
    scripts: { build: 'next build', billing: 'node lib/billing/cli.ts' },
    dependencies: { next: '16.4.5', zod: '4.0.0', 'server-only': '0.0.1', stripe: '23.1.0', ...changes.dependencies },
    devDependencies: { vitest: '4.1.12', ...changes.devDependencies },
  })

const page = (lines: string) =>
  `import { requireViewer } from '@/lib/auth'\n${lines}\nexport default () => requireViewer()\n`

/** A small repository in which nothing is wrong. */
export const clean: Files = {
  'package.json': manifest(),
  'package-lock.json': '{ "packages": {} }',
  '.env.example': 'APP_URL=\n# LOG_LEVEL=info\n',
  'README.md': 'The plans are in `lib/billing/plans.ts`; see [the plan](docs/plan.md). `npm run build` builds.\n',
  'docs/plan.md': 'Nothing to see.\n',
  'app/(app)/dashboard/page.tsx': page(
    "import { Button } from '@/components/ui/button'\nimport { listProjects } from '@/lib/projects'\nimport { saveAction } from './actions'\nButton(saveAction, listProjects)",
  ),
  'app/(app)/dashboard/actions.ts':
    "'use server'\nimport { action } from '@/lib/action'\nimport { saveSchema } from '@/lib/projects/schema'\nexport const saveAction = action(saveSchema, async () => {})\n",
  'components/ui/button.tsx':
    "import { plans } from '@/lib/billing/plans'\nexport function Button(..._: unknown[]) {\n  return <b>{plans.length}</b>\n}\n",
  'lib/action.ts': "import 'server-only'\n/** Makes an action. */\nexport function action(..._: unknown[]) {}\n",
  'lib/env.ts':
    "import { z } from 'zod'\nconst schema = z\n  .object({\n    APP_URL: z.url(),\n    LOG_LEVEL: z.string(),\n  })\n/** The environment. */\nexport const env = () => schema.parse(process.env)\n",
  'lib/db.ts':
    "import 'server-only'\nimport { env } from './env'\n/** The database. */\nexport const db = () => env()\n",
  'lib/auth/index.ts':
    "import 'server-only'\nimport { db } from '@/lib/db'\n/** Who is there. */\nexport function requireViewer() {\n  return db()\n}\n",
  'lib/projects/index.ts':
    "import 'server-only'\nimport { limitOf } from '@/lib/billing'\n/** The projects. */\nexport function listProjects() {\n  return limitOf()\n}\n",
  'lib/projects/schema.ts': "import { z } from 'zod'\nexport const saveSchema = z.object({})\n",
  'lib/billing/index.ts': "import 'server-only'\nexport { limitOf } from './stripe'\n",
  'lib/billing/plans.ts': 'export const plans = []\n',
  'lib/billing/stripe/client.ts':
    "import 'server-only'\nimport Stripe from 'stripe'\n/** A limit. */\nexport function limitOf() {\n  return Stripe\n}\n",
  'lib/billing/cli.ts': "import 'server-only'\nimport { limitOf } from './stripe/client'\nlimitOf()\n",
  'dev/some.test.ts':
    "import { it } from 'vitest'\nimport { plans } from '@/lib/billing/plans'\nit('is fine', () => plans)\n",
}
