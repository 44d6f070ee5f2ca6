import { describe, expect, it } from 'vitest'
import { invitationMail, plainName } from './invitation-mail'

describe('the team’s name in an invitation', () => {
  it.each(['Acme Inc.', 'Ada’s team', 'Smith & Sons (2026)', 'Équipe Zürich', '株式会社'])('is shown: %s', (name) => {
    expect(plainName(name)).toBe(name)
  })

  it.each([
    'Win at evil.example',
    'http://evil',
    'www evil',
    'evil。example',
    'evil．example',
    'a/b',
    'ada@evil',
    'Call +1 555 010 9999',
    'You have won a prize, reply to claim it today or lose it',
    'Acme\u202eelpmaxe',
    'Acme\u0000',
  ])('is left out: %s', (name) => {
    expect(plainName(name)).toBeNull()
  })

  it('cannot add lines', () => {
    expect(plainName('Acme\n\nBcc all')).toBe('Acme Bcc all')
  })
})

it('includes the inviter’s address, the product, and the role, but not a name that looks like a link', () => {
  const link = { url: 'http://localhost:3000/invitations/accept?token=x', days: 7 }
  const mail = invitationMail({ to: 'a@b.test', from: 'c@d.test', teamName: 'evil.example', role: 'an admin', ...link })
  expect(mail.subject).not.toContain('evil')
  expect(mail.text).toMatch(/^c@d\.test invited you to join a team on \w+ as an admin\.\n/)
  expect(mail.text).not.toContain('evil.example')
})
