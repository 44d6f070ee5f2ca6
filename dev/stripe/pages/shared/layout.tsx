/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx'
import type { Speech } from './web'

type PageProps = { title: string; speech: Speech; children?: Child }

/** The page frame, with the language, the stylesheet, and the test mode ribbon. */
export function Page({ title, speech, children }: PageProps) {
  return (
    <html lang={speech.locale}>
      {/* biome-ignore lint/style/noHeadElement: the stand-in's pages are plain HTML and do not use Next.js. */}
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/pages.css" />
      </head>
      <body>
        <header class="ribbon">{speech.t('ribbon')}</header>
        {children}
      </body>
    </html>
  )
}

type NoticeProps = PageProps & { back?: { href: string; label: string } | null }

/** A page with a single message, such as an expired link. */
export function Notice({ title, speech, back, children }: NoticeProps) {
  return (
    <Page title={title} speech={speech}>
      <main class="narrow stack">
        <h1>{title}</h1>
        {children}
        {back && (
          <p>
            <a class="button" href={back.href} data-testid="return-to-business-link">
              {back.label}
            </a>
          </p>
        )}
      </main>
    </Page>
  )
}
