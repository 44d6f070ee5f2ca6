import { Hero } from '@/components/landing/hero'
import { Included } from '@/components/landing/included'
import { LocalSetup } from '@/components/landing/local-setup'
import { PlansTeaser } from '@/components/landing/plans-teaser'
import { Preview } from '@/components/landing/preview'
import { Reliability } from '@/components/landing/reliability'

export default function LandingPage() {
  return (
    <div className="mx-auto max-w-page space-y-24 px-5 pt-16 pb-24 sm:space-y-32 sm:px-8 sm:pt-24">
      <div className="space-y-14 sm:space-y-20">
        <Hero />
        <Preview />
      </div>
      <Reliability />
      <Included />
      <LocalSetup />
      <PlansTeaser />
    </div>
  )
}
