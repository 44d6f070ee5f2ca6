/** @jsxImportSource hono/jsx */
import type { Stored } from '../../../engine/core/store'
import { Field, FormError } from '../../shared/fields'
import { recurringText } from '../../shared/object-texts'
import { itemsOf, productName, resolve } from '../../shared/stored-objects'
import { htmlPage, type Problem, type Speech } from '../../shared/web'
import { GoBack, PortalFrame } from '../frame'
import { offeredFor } from '../offered-actions'
import { SubscriptionCard } from '../subscription-card'
import { unavailable } from '../unavailable'
import type { Visit } from '../visit'
import { type Offer, offersFor } from './read-change'

/** The plan list. "Select" reloads the page with that plan, and "Continue" opens the confirmation. */
export function updatePage(visit: Visit, subscription: Stored, problem?: Problem): Response {
  const { c, ctx, configuration, speech, base } = visit
  if (!offeredFor(ctx, configuration, subscription).update) return unavailable(visit, subscription)
  const { t } = speech
  const item = itemsOf(ctx, subscription)[0]
  if (!item) return unavailable(visit, subscription)
  const offers = offersFor(visit, item)
  const selected = offers.find(({ price }) => price.id === c.req.query('price')) ?? currentOf(offers, item.price.id)
  const path = `${base}/subscriptions/${subscription.id}`
  const page = (
    <PortalFrame visit={visit} title={t('update_subscription')}>
      <h1>{t('update_heading')}</h1>
      <SubscriptionCard visit={visit} subscription={subscription} />
      <FormError problem={problem} />
      <form method="get" action={`${path}/update`} class="stack" data-testid="pricing-table">
        {intervalsOf(offers).map((interval) => (
          <section key={interval} class="stack-tight" aria-label={intervalName(interval, speech)}>
            <h2>{intervalName(interval, speech)}</h2>
            <div class="plans">
              {offers
                .filter(({ price }) => price.recurring.interval === interval)
                .map((offer) => (
                  <PlanCard
                    key={offer.price.id}
                    visit={visit}
                    offer={offer}
                    isCurrent={offer.price.id === item.price.id}
                    isSelected={offer === selected}
                  />
                ))}
            </div>
          </section>
        ))}
      </form>
      <form method="get" action={`${path}/confirm`} class="stack">
        <input type="hidden" name="price" value={selected?.price.id} />
        {selected?.quantity && (
          <Field
            id="quantity"
            label={t('quantity')}
            hint={t('quantity_range', selected.quantity)}
            type="number"
            min={selected.quantity.min}
            max={selected.quantity.max}
            value={c.req.query('quantity') ?? String(quantityOf(selected, item))}
            testId="portal-quantity-editor"
            problem={problem}
          />
        )}
        <div class="row">
          <button type="submit" class="button primary" data-testid="continue-button">
            {t('continue')}
          </button>
          <GoBack visit={visit} />
        </div>
      </form>
    </PortalFrame>
  )
  return htmlPage(c, page, problem ? 400 : 200)
}

function currentOf(offers: Offer[], priceId: string): Offer | undefined {
  return offers.find(({ price }) => price.id === priceId)
}

function quantityOf({ quantity }: Offer, item: { quantity: number }): number {
  return Math.min(Math.max(item.quantity, quantity?.min ?? 1), quantity?.max ?? item.quantity)
}

function intervalsOf(offers: Offer[]): string[] {
  const order = ['day', 'week', 'month', 'year']
  const found = new Set(offers.map(({ price }) => price.recurring.interval as string))
  return order.filter((interval) => found.has(interval))
}

function intervalName(interval: string, { t }: Speech): string {
  if (interval === 'month') return t('monthly')
  return interval === 'year' ? t('yearly') : interval
}

type PlanCardProps = { visit: Visit; offer: Offer; isCurrent: boolean; isSelected: boolean }

function PlanCard({ visit, offer: { price }, isCurrent, isSelected }: PlanCardProps) {
  const { ctx, speech } = visit
  const { t } = speech
  const product = resolve(ctx, price.product)
  return (
    <article class={isSelected ? 'card current' : 'card'} data-testid="pricing-table-card">
      <div class="stack-tight">
        <h3>{productName(ctx, price)}</h3>
        {product.description && <p class="soft small">{product.description}</p>}
        <p class="price">{recurringText(price.unit_amount ?? 0, price, speech)}</p>
      </div>
      <div class="row">
        {isCurrent && <span class="badge">{t('current_plan')}</span>}
        {isSelected ? (
          !isCurrent && <span class="badge good">{t('selected')}</span>
        ) : (
          <button type="submit" class="button" name="price" value={price.id}>
            {t('select')}
          </button>
        )}
      </div>
    </article>
  )
}
