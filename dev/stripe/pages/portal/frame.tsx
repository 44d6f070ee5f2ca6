/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import { Page } from '../shared/layout'
import { returnLink, type Visit } from './visit'

type FrameProps = { visit: Visit; title: string; children?: Child }

/** The two-pane portal layout. A flow has no navigation except the return link. */
export function PortalFrame({ visit, title, children }: FrameProps) {
  const { configuration, site, speech, flow } = visit
  const back = returnLink(visit)
  const profile = configuration.business_profile ?? {}
  return (
    <Page title={`${title} · ${site.business}`} speech={speech}>
      <div class="panes portal">
        <aside class="side">
          <div class="stack">
            <p class="price">{site.business}</p>
            <p class="soft">{profile.headline || speech.t('partners', { business: site.business })}</p>
            {back && (
              <p>
                <a class="back" href={back.href} data-testid="return-to-business-link">
                  <span aria-hidden="true">←</span> {back.label}
                </a>
              </p>
            )}
            {!flow && (
              <ul class="row small">
                {profile.terms_of_service_url && (
                  <li>
                    <a href={profile.terms_of_service_url}>Terms</a>
                  </li>
                )}
                {profile.privacy_policy_url && (
                  <li>
                    <a href={profile.privacy_policy_url}>Privacy</a>
                  </li>
                )}
              </ul>
            )}
          </div>
        </aside>
        <main class="main">
          <div class="stack-wide">{children}</div>
        </main>
      </div>
    </Page>
  )
}

/** The link next to a confirm button: to the given page, the flow's return URL, or the portal home page. */
export function GoBack({ visit, to }: { visit: Visit; to?: string }) {
  const href = to ?? (visit.flow ? visit.returnUrl : visit.home)
  if (!href) return null
  return (
    <a class="button" href={href} data-testid="go-back">
      {visit.speech.t('go_back')}
    </a>
  )
}
