import { describe, expect, it } from 'vitest'
import { card, pathOf } from '../../testing/browser'
import { shop } from '../../testing/shop'

/** A subscription with a failed first invoice. */
function unpaid() {
  const its = shop()
  const customer = its.customer('4000000000000341')
  const subscription = its.subscribe(customer, its.proMonth, { payment_behavior: 'allow_incomplete' })
  const id = its.read(subscription.id).latest_invoice as string
  return { ...its, subscription, id, path: `/i/${id}` }
}

describe('the invoice page', () => {
  it('shows the line items and accepts a card', async () => {
    const { web, path, read, id, subscription } = unpaid()
    const page = await web.get(path)
    expect(page.text).toContain('Open')
    expect(page.text).toContain('Pay $19.00')
    expect((await web.post(path, card())).location).toBe(path)
    expect(read(id).status).toBe('paid')
    expect(read(subscription.id).status).toBe('active')
    const paid = await web.get(path)
    expect(paid.text).toContain('Paid')
    expect(paid.html).not.toContain('cardNumber')
  })

  it('shows that a card was declined and stays open', async () => {
    const { web, path, read, id } = unpaid()
    const response = await web.post(path, card('4000000000000002'))
    expect(response.status).toBe(402)
    expect(response.text).toContain('Your card was declined.')
    expect(read(id).status).toBe('open')
  })

  it('completes 3D Secure', async () => {
    const { web, path, read, id } = unpaid()
    const bank = (await web.post(path, card('4000002760003184'))).location ?? ''
    expect(bank).toMatch(/^\/3ds\/pi_/)
    const back = new URL(bank, 'http://x').searchParams.get('return') ?? ''
    const failed = await web.post(bank.split('?')[0] ?? '', { outcome: 'fail', return: back })
    expect((await web.get(failed.location ?? '')).text).toContain('We are unable to authenticate')
    const again = (await web.post(path, card('4000002760003184'))).location ?? ''
    await web.post(again.split('?')[0] ?? '', { outcome: 'succeed', return: path })
    expect(read(id).status).toBe('paid')
  })

  it('serves the PDF at the URL from the API', async () => {
    const { web, path, read, id } = unpaid()
    expect(pathOf(read(id).invoice_pdf)).toBe(`${path}/pdf`)
    expect(pathOf(read(id).hosted_invoice_url)).toBe(path)
    expect((await web.get(`${path}/pdf`)).html).toMatch(/^%PDF-1\.4[\s\S]*Pro[\s\S]*%%EOF/)
  })

  it('returns 404 for an unknown invoice', async () => {
    const { web } = shop()
    expect((await web.get('/i/in_nothing')).status).toBe(404)
    expect((await web.get('/i/in_nothing/pdf')).status).toBe(404)
  })
})
