-- Makes the schema readable: the plan as a column of the subscription, the bookkeeping of the sync in a table of its own,
-- and relations and enums instead of bare ids and strings. Keeps all data that anything reads.

-- The bookkeeping of the sync moves into a table of its own.

CREATE TABLE "BillingSync" (
    "customerId" TEXT NOT NULL,
    "dirtySeq" BIGINT NOT NULL DEFAULT 0,
    "dirtySince" TIMESTAMPTZ(3),
    "syncedSeq" BIGINT NOT NULL DEFAULT 0,
    "version" BIGINT NOT NULL DEFAULT 0,
    "syncedAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "lastError" TEXT,

    CONSTRAINT "BillingSync_pkey" PRIMARY KEY ("customerId")
);

INSERT INTO "BillingSync"
SELECT "id", "dirtySeq", CASE WHEN "dirtySeq" > "syncedSeq" THEN COALESCE("dirtySince", now()) END, "syncedSeq",
  "version", "syncedAt", "leaseUntil", "attempts", "nextAttemptAt", "lastError"
FROM "BillingCustomer";

CREATE INDEX "BillingSync_dirtySince_idx" ON "BillingSync"("dirtySince");

ALTER TABLE "BillingSync" ADD CONSTRAINT "BillingSync_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "BillingCustomer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "BillingCustomer" DROP COLUMN "attempts",
DROP COLUMN "dirtySeq",
DROP COLUMN "dirtySince",
DROP COLUMN "lastError",
DROP COLUMN "leaseUntil",
DROP COLUMN "nextAttemptAt",
DROP COLUMN "syncedAt",
DROP COLUMN "syncedSeq",
DROP COLUMN "version";

-- The subscription says what it is, by the item whose plan is the one that the team has.

ALTER TABLE "Subscription" ADD COLUMN "currentPeriodEnd" TIMESTAMPTZ(3),
ADD COLUMN "interval" TEXT,
ADD COLUMN "plan" TEXT,
ADD COLUMN "quantity" INTEGER;

CREATE TEMPORARY TABLE "PlanOfProduct" AS
SELECT DISTINCT ON ("stripeId") "stripeId" AS "productId", COALESCE("data"->>'plan', "key") AS "plan"
FROM "CatalogEntry" WHERE "kind" = 'product' ORDER BY "stripeId", "updatedAt" DESC;

WITH item AS (
  SELECT "stripeSubscriptionId", "customerId", position, one->>'productId' AS "productId",
    NULLIF(one->>'interval', 'unknown') AS "interval", (one->>'quantity')::int AS "quantity",
    to_timestamp((one->>'periodEnd')::bigint) AS "periodEnd"
  FROM "Subscription"
  CROSS JOIN LATERAL jsonb_array_elements(
    CASE jsonb_typeof("items") WHEN 'array' THEN "items" ELSE '[]' END
  ) WITH ORDINALITY AS list(one, position)
), primary_item AS (
  SELECT DISTINCT ON ("stripeSubscriptionId") "stripeSubscriptionId", "PlanOfProduct"."plan", "interval", "quantity"
  FROM item
  LEFT JOIN "PlanOfProduct" USING ("productId")
  LEFT JOIN "Entitlement" USING ("customerId")
  ORDER BY "stripeSubscriptionId", ("PlanOfProduct"."plan" = "Entitlement"."plan") DESC NULLS LAST, position
), period AS (
  SELECT "stripeSubscriptionId", max("periodEnd") AS "end" FROM item GROUP BY 1
)
UPDATE "Subscription" SET
  "plan" = primary_item."plan",
  "interval" = primary_item."interval",
  "quantity" = primary_item."quantity",
  "currentPeriodEnd" = period."end"
FROM primary_item JOIN period USING ("stripeSubscriptionId")
WHERE "Subscription"."stripeSubscriptionId" = primary_item."stripeSubscriptionId";

-- A cancellation names the plan and not the product. What a customer said stands only here from now on.

CREATE TYPE "CancellationOutcome" AS ENUM ('leaving', 'kept', 'ended');

ALTER TABLE "Cancellation" ALTER COLUMN "outcome" TYPE "CancellationOutcome" USING "outcome"::"CancellationOutcome",
DROP COLUMN "teamId";

UPDATE "Cancellation" SET "plan" = (SELECT "plan" FROM "PlanOfProduct" WHERE "productId" = "Cancellation"."plan");

INSERT INTO "Cancellation" ("subscriptionId", "requestedAt", "plan", "feedback", "comment", "outcome", "endsAt", "decidedAt")
SELECT "stripeSubscriptionId", "canceledAt", "plan", "cancellationFeedback", "cancellationComment",
  CASE WHEN "endedAt" IS NULL THEN 'leaving' ELSE 'ended' END::"CancellationOutcome",
  COALESCE("endedAt", "cancelAt", CASE WHEN "cancelAtPeriodEnd" THEN "currentPeriodEnd" END), "endedAt"
FROM "Subscription"
WHERE "canceledAt" IS NOT NULL AND ("cancellationFeedback" IS NOT NULL OR "cancellationComment" IS NOT NULL)
ON CONFLICT DO NOTHING;

DELETE FROM "Cancellation" WHERE "subscriptionId" NOT IN (SELECT "stripeSubscriptionId" FROM "Subscription");

ALTER TABLE "Cancellation" ADD CONSTRAINT "Cancellation_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "Subscription"("stripeSubscriptionId") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "Subscription" DROP COLUMN "cancellationComment",
DROP COLUMN "cancellationFeedback",
DROP COLUMN "snapshot",
DROP COLUMN "snapshotApiVersion";

-- The entitlement points to the subscription that grants it.

ALTER TABLE "Entitlement" RENAME COLUMN "sourceSubscription" TO "subscriptionId";

ALTER TABLE "Entitlement" DROP COLUMN "validFrom";

UPDATE "Entitlement" SET "subscriptionId" = NULL
WHERE "subscriptionId" NOT IN (SELECT "stripeSubscriptionId" FROM "Subscription");

CREATE UNIQUE INDEX "Entitlement_subscriptionId_key" ON "Entitlement"("subscriptionId");

CREATE INDEX "Entitlement_graceUntil_idx" ON "Entitlement"("graceUntil");

ALTER TABLE "Entitlement" ADD CONSTRAINT "Entitlement_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "Subscription"("stripeSubscriptionId") ON DELETE SET NULL ON UPDATE CASCADE;

-- Seats.

DELETE FROM "SeatTarget" WHERE "teamId" NOT IN (SELECT "id" FROM "Team");

ALTER TABLE "SeatTarget" ADD CONSTRAINT "SeatTarget_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is to be sent to Stripe. Prisma cannot write an index of some rows only, and leaves this one alone.
CREATE INDEX "SeatTarget_pending_idx" ON "SeatTarget"("teamId") WHERE "desiredSeq" > "appliedSeq";

-- Checkouts.

DELETE FROM "CheckoutIntent" WHERE "teamId" NOT IN (SELECT "id" FROM "Team");

ALTER TABLE "CheckoutIntent" ALTER COLUMN "userId" DROP NOT NULL;

UPDATE "CheckoutIntent" SET "userId" = NULL WHERE "userId" NOT IN (SELECT "id" FROM "User");

CREATE INDEX "CheckoutIntent_userId_idx" ON "CheckoutIntent"("userId");

ALTER TABLE "CheckoutIntent" ADD CONSTRAINT "CheckoutIntent_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "CheckoutIntent" ADD CONSTRAINT "CheckoutIntent_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Portal flows.

CREATE TYPE "PortalFlowType" AS ENUM ('payment_method_update', 'customer_update', 'subscription_cancel', 'subscription_pause', 'subscription_update', 'subscription_update_confirm', 'portal_home');

CREATE TYPE "PortalFlowOutcome" AS ENUM ('completed', 'unchanged', 'pending');

CREATE TYPE "PortalFlowDetail" AS ENUM ('retained', 'scheduled', 'payment');

DELETE FROM "PortalFlow" WHERE "teamId" NOT IN (SELECT "id" FROM "Team");

ALTER TABLE "PortalFlow" DROP COLUMN "afterCompletion",
ALTER COLUMN "userId" DROP NOT NULL,
ALTER COLUMN "type" TYPE "PortalFlowType" USING "type"::"PortalFlowType",
ALTER COLUMN "outcome" TYPE "PortalFlowOutcome" USING "outcome"::"PortalFlowOutcome",
ALTER COLUMN "detail" TYPE "PortalFlowDetail" USING ("detail"->>'reason')::"PortalFlowDetail";

UPDATE "PortalFlow" SET "userId" = NULL WHERE "userId" NOT IN (SELECT "id" FROM "User");

UPDATE "PortalFlow" SET "subscriptionId" = NULL
WHERE "subscriptionId" NOT IN (SELECT "stripeSubscriptionId" FROM "Subscription");

CREATE INDEX "PortalFlow_userId_idx" ON "PortalFlow"("userId");

CREATE INDEX "PortalFlow_subscriptionId_idx" ON "PortalFlow"("subscriptionId");

ALTER TABLE "PortalFlow" ADD CONSTRAINT "PortalFlow_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "PortalFlow" ADD CONSTRAINT "PortalFlow_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "PortalFlow" ADD CONSTRAINT "PortalFlow_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "Subscription"("stripeSubscriptionId") ON DELETE SET NULL ON UPDATE CASCADE;

-- The webhook's inbox.

CREATE TYPE "StripeEventSource" AS ENUM ('webhook', 'reconcile', 'replay');

ALTER TABLE "StripeEvent" DROP COLUMN "apiVersion",
DROP COLUMN "livemode",
ALTER COLUMN "source" DROP DEFAULT,
ALTER COLUMN "source" TYPE "StripeEventSource" USING "source"::"StripeEventSource",
ALTER COLUMN "source" SET DEFAULT 'webhook';

DROP INDEX "StripeEvent_customerRef_idx";

CREATE INDEX "StripeEvent_customerRef_state_idx" ON "StripeEvent"("customerRef", "state");

-- Facts and alerts. Those of a team that is gone stay.

CREATE TYPE "BillingFactKind" AS ENUM ('invoice_paid', 'payment_failed', 'action_required', 'payment_recovered', 'trial_used', 'trial_ending', 'cancellation_scheduled', 'cancellation_undone', 'subscription_ended', 'change_expired', 'refund', 'dispute');

ALTER TABLE "BillingFact" ALTER COLUMN "kind" TYPE "BillingFactKind" USING "kind"::"BillingFactKind",
ALTER COLUMN "teamId" DROP NOT NULL;

UPDATE "BillingFact" SET "teamId" = NULL WHERE "teamId" NOT IN (SELECT "id" FROM "Team");

ALTER TABLE "BillingFact" ADD CONSTRAINT "BillingFact_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TYPE "BillingAlertKind" AS ENUM ('projection', 'deleted_plan', 'unreadable', 'unreadable_column', 'other_account', 'other_mode', 'connected_account', 'second_customer', 'orphan_subscription', 'late_subscription', 'event_gap', 'stale_customer', 'closing_stuck', 'task_stuck', 'seats_stuck', 'refund', 'dispute');

ALTER TABLE "BillingAlert" ALTER COLUMN "kind" TYPE "BillingAlertKind" USING "kind"::"BillingAlertKind";

UPDATE "BillingAlert" SET "teamId" = NULL WHERE "teamId" NOT IN (SELECT "id" FROM "Team");

CREATE INDEX "BillingAlert_teamId_idx" ON "BillingAlert"("teamId");

ALTER TABLE "BillingAlert" ADD CONSTRAINT "BillingAlert_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Reconciliation.

CREATE TYPE "ReconcileKind" AS ENUM ('nightly', 'manual');

ALTER TABLE "ReconcileRun" ALTER COLUMN "kind" TYPE "ReconcileKind" USING (CASE "kind" WHEN 'nightly' THEN 'nightly' ELSE 'manual' END)::"ReconcileKind";

DROP TABLE "PlanOfProduct";
