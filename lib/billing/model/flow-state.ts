/** The parts of the stored state that portal flows change, recorded when a flow is issued and compared afterwards. */
export type FlowState = {
  card: string | null
  details: string
  subscription: {
    items: string
    end: number | null
    isLive: boolean
    isPaused: boolean
    discounts: string
    schedule: string | null
    pendingUpdate: boolean
  } | null
}
