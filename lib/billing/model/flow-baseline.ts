/** The state that portal flows can change. It is recorded when a flow starts and compared when the user returns. */
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
