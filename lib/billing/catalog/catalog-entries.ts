import 'server-only'
import { db } from '@/lib/db'
import type { CatalogKind } from './catalog'

/** A catalog object, and what `apply` does (or would do) with it in Stripe. */
export type Change = { kind: CatalogKind; name: string; action: 'create' | 'update' | 'keep' }

/** Records the Stripe id of a catalog object. Replaced ids stay in the table. */
export async function recordCatalogEntry(
  kind: CatalogKind,
  key: string,
  stripeId: string,
  data: object,
): Promise<void> {
  const row = { kind, key, stripeId }
  await db().$transaction([
    db().catalogEntry.updateMany({
      where: { kind, key, stripeId: { not: stripeId }, isCurrent: true },
      data: { isCurrent: false },
    }),
    db().catalogEntry.upsert({
      where: { kind_key_stripeId: row },
      create: { ...row, data },
      update: { data, isCurrent: true },
    }),
  ])
}
