import { Contents } from '@/components/landing/contents'
import { Hero } from '@/components/landing/hero'
import { Offline } from '@/components/landing/offline'
import { PlansTeaser } from '@/components/landing/plans-teaser'
import { Preview } from '@/components/landing/preview'
import { Truth } from '@/components/landing/truth'

export default function LandingPage() {
  return (
    <div className="mx-auto max-w-page space-y-24 px-5 pt-16 pb-24 sm:space-y-32 sm:px-8 sm:pt-24">
      <div className="space-y-14 sm:space-y-20">
        <Hero />
        <Preview />
      </div>
      <Truth />
      <Contents />
      <Offline />
      <PlansTeaser />
    </div>
  )
}
