import { pageOf } from '../http/list'
import type { Context, Operation, Params } from '../kernel'
import { listed, need } from '../resources/shared'
import { createSchedule } from './schedule-create'
import { cancelSchedule, releaseSchedule, updateSchedule } from './schedules'
import { refuseUnsupported } from './supported'

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
      refuseUnsupported(params, ['invoice_now', 'prorate'])
      return cancelSchedule(ctx, need(ctx, object, at.id ?? ''), params)
    },
  },
  {
    method: 'POST',
    path: `${path}/:id/release`,
    params: 'SubscriptionScheduleReleaseParams',
    run: ({ ctx, path: at, params }) => {
      refuseUnsupported(params, [])
      return releaseSchedule(ctx, need(ctx, object, at.id ?? ''))
    },
  },
]

function list(ctx: Context, params: Params) {
  const wanted = listed(ctx, object, params.customer).filter((one) => !params.scheduled || one.status === 'not_started')
  return pageOf(wanted, params, path)
}
