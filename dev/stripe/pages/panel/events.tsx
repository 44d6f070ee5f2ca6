/** @jsxImportSource hono/jsx */
import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { moment } from '../shared/format'
import { attemptsOf } from './deliveries'
import { newest } from './tables'

export function EventTable({ ctx }: { ctx: Context }) {
  const events = newest(ctx, 'event')
  if (events.length === 0) return <p class="soft">No events yet.</p>
  return (
    <section class="scroll stacked" tabindex={0} aria-labelledby="events">
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Event</th>
            <th>Deliveries</th>
            <th>
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function EventRow({ event }: { event: Stored }) {
  const attempts = attemptsOf(event)
  return (
    <tr data-testid="event">
      <td class="nowrap">{moment(event.created)}</td>
      <td>
        <details>
          <summary>{event.type}</summary>
          <pre class="mono">{JSON.stringify(event.data, null, 2)}</pre>
        </details>
        <code class="soft">{event.data.object.id ?? event.id}</code>
      </td>
      <td>
        {attempts.length === 0 && <span class="soft">none</span>}
        {attempts.map((attempt) => (
          <span key={attempt.at} class={`badge ${attempt.isGood ? 'good' : 'bad'}`} title={moment(attempt.at)}>
            {attempt.text}
          </span>
        ))}
      </td>
      <td>
        <form method="post" action={`/panel/events/${event.id}/resend`}>
          <button type="submit" class="button slim" aria-label={`Resend ${event.type} ${event.id}`}>
            Resend
          </button>
        </form>
      </td>
    </tr>
  )
}
