import type { Context, Operation, Params } from '../../engine/core/context'
import { listed, need } from '../../engine/core/parameters'
import { rejectUnsupported } from '../../engine/core/unsupported-parameters'
import { pageOf } from '../../engine/queries/pagination'
import { createSchedule } from '../../engine/schedules/create-schedule'
import { cancelSchedule, releaseSchedule, updateSchedule } from '../../engine/schedules/schedules'

const path = '/v1/subscription_schedules'
const object = 'subscription_schedule'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'SubscriptionScheduleCreateParams',
    run: ({ ctx, params }) => createSchedule(ctx, params),
  },
  { method: 'GET', path, params: 'SubscriptionScheduleListParams', run: ({ ctx, params }) => list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'SubscriptionScheduleUpdateParams',
    run: ({ ctx, path: at, params }) => updateSchedule(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/cancel`,
    params: 'SubscriptionScheduleCancelParams',
    run: ({ ctx, path: at, params }) => {
      rejectUnsupported(params, ['invoice_now', 'prorate'])
      return cancelSchedule(ctx, need(ctx, object, at.id ?? ''), params)
    },
  },
  {
    method: 'POST',
    path: `${path}/:id/release`,
    params: 'SubscriptionScheduleReleaseParams',
    run: ({ ctx, path: at, params }) => {
      rejectUnsupported(params, [])
      return releaseSchedule(ctx, need(ctx, object, at.id ?? ''))
    },
  },
]

function list(ctx: Context, params: Params) {
  const wanted = listed(ctx, object, params.customer).filter((one) => !params.scheduled || one.status === 'not_started')
  return pageOf(wanted, params, path)
}
