// Import rules for dependency-cruiser. `$1` in a rule's `to` is the first group of its `from`.

/** The rooms of lib/billing. Each may import only earlier ones, through their index. */
const billingRooms = [
  // Pure code: a customer's data, and the rules that apply to it.
  'model',
  // The only importer of the SDK: client, parsing, errors.
  'stripe',
  // Plans and prices in Stripe, and the code that creates them there.
  'catalog',
  // Rows to model and back.
  'store',
  // What viewers can see and do: authorization, entitlements, the billing page.
  'access',
  // Links between teams and Stripe customers.
  'customers',
  // What follows a sync: emails, alerts, tasks in Stripe.
  'follow-ups',
  // Reads a customer from Stripe and writes its rows.
  'sync',
  // Receives, stores, and matches events.
  'webhook',
  // Portal flows: start, finish, notice.
  'portal',
  // Checkout: start, finish.
  'checkout',
  // Changes without a Stripe page: keep, resume, retry a payment, seats, close.
  'subscriptions',
  // The worker, the nightly run, and the CLI.
  'operations',
]

/** The folders of the Stripe stand-in, in import order. */
const standInFolders = ['schema', 'engine', 'api', 'http', 'controls', 'pages']

const tests = ['\\.(test|spec)\\.tsx?$', '(^|/)testing/']
const product = '^((app|components|lib|prisma)/|(instrumentation|proxy)\\.ts$|next\\.config\\.mjs$)'

/** Files that browsers may load: no secrets and no imports of server code. */
const browserFiles =
  '^lib/((errors|form-state|format|local-path|name-field|product)|billing/(plans|policy|model/[\\w-]+)|[\\w-]+/schema)\\.ts$'
/** Public entry points besides a domain's index. */
const browserEntryPoints = [
  '^lib/(errors|form-state|format|local-path|name-field|product)\\.ts$',
  '^lib/billing/(plans|model/index)\\.ts$',
  '^lib/[\\w-]+/schema\\.ts$',
]
const domainIndex = '^lib/[\\w-]+/index\\.ts$'
const generated = '^lib/generated/'
/** Files in lib that use requests and redirects. Only app imports them. */
const httpEdge = '^lib/(action|portal-return)\\.ts$'

/** Packages and the only product folder that may import each. */
const homes = {
  stripe: '^lib/billing/stripe/',
  'next-auth|@auth/[^/]+': '^lib/auth/',
  'pg|@prisma/[^/]+': '^(lib/(db\\.ts|generated/)|prisma/)',
  nodemailer: '^lib/email/',
  'pg-boss': '^lib/jobs/',
  pino: '^lib/log\\.ts$',
  'rate-limiter-flexible': '^lib/rate-limit/',
  'ipaddr\\.js': '^lib/rate-limit/',
  'p-limit': '^lib/password\\.ts$',
  '@node-rs/argon2': '^lib/password\\.ts$',
  next: '^((app|components|lib/auth)/|lib/action\\.ts$|(instrumentation|next\\.config|proxy)\\.)',
}

/** Each folder in `order` may import from the ones before it. Every folder must be in `order`. */
function layers(name, root, order) {
  const later = order.slice(0, -1).map((folder, index) => ({
    name: `${name}-go-one-way`,
    comment: `Each folder imports only the ones before it: ${order.join(', ')}`,
    from: { path: `^${root}/${folder}/`, pathNot: tests },
    to: { path: `^${root}/(${order.slice(index + 1).join('|')})/` },
  }))
  const unlisted = {
    name: `${name}-are-listed`,
    comment: 'Add the folder to its list in dev/architecture/import-rules.mjs, at the right position',
    from: { path: `^${root}/[^/]+/`, pathNot: [`^${root}/(${[...order, 'conformance'].join('|')})/`, ...tests] },
    to: {},
  }
  return [...later, unlisted]
}

const forbidden = [
  {
    name: 'no-cycles',
    comment: 'Type imports count too. Merge the files, or move the shared code to a third one',
    from: { pathNot: generated },
    to: { circular: true },
  },
  {
    name: 'product-imports-no-tools',
    comment: 'dev and e2e are not part of the shipped product',
    from: { path: product, pathNot: tests },
    to: { path: ['^(dev|e2e)/', ...tests] },
  },
  {
    name: 'tests-import-only-test-tools',
    comment: 'Product tests may only import dev/testing from dev',
    from: { path: product },
    to: { path: '^(dev|e2e)/', pathNot: '^dev/testing/' },
  },
  {
    name: 'components-take-props',
    comment: 'Components import other components and browser-safe files. Pages pass everything else as props',
    from: { path: '^components/', pathNot: tests },
    to: { path: '^(app|lib|prisma)/', pathNot: browserEntryPoints },
  },
  {
    name: 'lib-imports-no-pages',
    comment: 'Imports go from app to components to lib, never back',
    from: { path: '^(lib|prisma)/', pathNot: tests },
    to: { path: '^(app|components)/' },
  },
  {
    name: 'import-domains-through-their-index',
    comment: 'Other code may only import lib/<domain>/index.ts, or schema.ts for a form',
    from: { path: '^(app/|lib/[\\w-]+\\.ts$|(instrumentation|proxy)\\.ts$)', pathNot: tests },
    to: { path: '^lib/[\\w-]+/', pathNot: [domainIndex, generated, ...browserEntryPoints] },
  },
  {
    name: 'import-domains-through-their-index',
    from: { path: '^lib/([\\w-]+)/', pathNot: tests },
    to: { path: '^lib/[\\w-]+/', pathNot: ['^lib/$1/', domainIndex, generated, ...browserEntryPoints] },
  },
  {
    name: 'app-uses-no-database',
    comment: 'Only lib reads and writes rows',
    from: { path: '^app/' },
    to: { path: ['^lib/db\\.ts$', generated] },
  },
  {
    name: 'only-app-uses-http',
    comment: 'Domains do not use requests or redirects',
    from: { path: '^lib/', pathNot: [httpEdge, ...tests] },
    to: { path: httpEdge },
  },
  {
    name: 'lib-files-import-no-domain',
    comment: 'Files directly in lib are shared by all domains, so they import none',
    from: { path: '^lib/[\\w-]+\\.ts$', pathNot: [httpEdge, ...tests] },
    to: { path: '^lib/[\\w-]+/', pathNot: generated },
  },
  {
    name: 'browser-files-import-no-server-code',
    comment: 'Browsers load this file, so it must not import Node modules or server code',
    from: { path: browserFiles },
    to: { path: ['^lib/', '(^|/)server-only/'], pathNot: browserFiles },
  },
  {
    name: 'browser-files-import-no-server-code',
    from: { path: [browserFiles, '^components/'], pathNot: tests },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'billing-imports-no-product-domain',
    comment: 'Billing only uses a team ID and does not depend on product features',
    from: { path: '^lib/billing/', pathNot: tests },
    to: { path: '^lib/[\\w-]+/', pathNot: '^lib/(billing|auth|email|outbox|rate-limit|generated)/' },
  },
  {
    name: 'catalog-imports-nothing',
    comment: 'Browsers, servers, and tests all import the catalog',
    from: { path: '^lib/billing/plans\\.ts$' },
    to: { pathNot: '^lib/product\\.ts$' },
  },
  {
    name: 'import-rooms-through-their-index',
    comment: 'Other rooms may only import lib/billing/<room>/index.ts',
    from: { path: '^(?:lib/billing/([^/]+)/|lib/billing/[^/]+$|prisma/)', pathNot: tests },
    to: { path: '^lib/billing/[^/]+/', pathNot: ['^lib/billing/$1/', '^lib/billing/[^/]+/index\\.ts$'] },
  },
  {
    name: 'rooms-do-not-import-the-billing-index',
    comment: 'lib/billing/index.ts is for the rest of the product',
    from: { path: '^lib/billing/[^/]+/', pathNot: tests },
    to: { path: '^lib/billing/index\\.ts$' },
  },
  ...layers('billing-rooms', 'lib/billing', billingRooms),
  {
    name: 'stand-in-imports-no-product-code',
    comment: 'dev/stripe is a separate package',
    from: { path: '^dev/stripe/' },
    to: { path: '^(app|components|lib|prisma|e2e|dev)/', pathNot: '^dev/stripe/' },
  },
  ...layers('stand-in-folders', 'dev/stripe', standInFolders),
  ...Object.entries(homes).map(([packages, home]) => ({
    name: 'vendors-are-imported-in-one-place',
    comment: `The product may only import this package in ${home}`,
    from: { path: product, pathNot: [home, ...tests] },
    to: { path: `(^|/)node_modules/(${packages})/` },
  })),
  {
    name: 'names-describe-contents',
    comment: 'Folders are kebab-case, and no file or folder is named utils, helpers, common, or misc',
    from: {},
    to: {
      path: ['/(utils?|helpers?|common|misc|stuff)[/.]', '^(components|lib|prisma|dev|e2e)/.*[A-Z_].*/'],
      pathNot: ['(^|/)node_modules/', generated],
    },
  },
]

const required = [
  {
    name: 'lib-is-server-only',
    comment: "Start with import 'server-only', so that this file cannot be in a browser bundle",
    module: {
      path: '^lib/.*\\.ts$',
      pathNot: [browserFiles, generated, '^lib/(env|known-secrets|security-headers)\\.ts$', ...tests],
    },
    to: { path: '(^|/)server-only/' },
  },
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  required: required.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // dependency-cruiser does not support TypeScript 7 yet.
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', generated] },
    exclude: { path: ['^\\.', '^dev/stripe/dist/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
