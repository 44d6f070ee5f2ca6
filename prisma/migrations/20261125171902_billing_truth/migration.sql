-- AlterTable
ALTER TABLE "BillingCustomer" ADD COLUMN     "closedAt" TIMESTAMPTZ(3),
ADD COLUMN     "createStartedAt" TIMESTAMPTZ(3),
ADD COLUMN     "dirtySince" TIMESTAMPTZ(3),
ADD COLUMN     "disputes" JSONB;

-- AlterTable
ALTER TABLE "OutboxMessage" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "lastError" TEXT;

-- AlterTable
ALTER TABLE "SeatTarget" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "lastError" TEXT,
ADD COLUMN     "leaseUntil" TIMESTAMPTZ(3),
ADD COLUMN     "nextAttemptAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "StripeEvent" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "nextAttemptAt" TIMESTAMPTZ(3),
ADD COLUMN     "processedAt" TIMESTAMPTZ(3),
ADD COLUMN     "result" TEXT,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'webhook';

-- CreateTable
CREATE TABLE "Cancellation" (
    "subscriptionId" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "teamId" TEXT NOT NULL,
    "plan" TEXT,
    "reason" TEXT,
    "feedback" TEXT,
    "comment" TEXT,
    "outcome" TEXT NOT NULL,
    "endsAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Cancellation_pkey" PRIMARY KEY ("subscriptionId","requestedAt")
);

-- CreateTable
CREATE TABLE "BillingAlert" (
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "teamId" TEXT,
    "message" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BillingAlert_pkey" PRIMARY KEY ("kind","key")
);

-- CreateTable
CREATE TABLE "ReconcileRun" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "checked" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "drift" JSONB NOT NULL,
    "orphans" JSONB NOT NULL,

    CONSTRAINT "ReconcileRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingCursor" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BillingCursor_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "Cancellation_requestedAt_idx" ON "Cancellation"("requestedAt");

-- CreateIndex
CREATE INDEX "BillingAlert_lastAt_idx" ON "BillingAlert"("lastAt");

-- CreateIndex
CREATE INDEX "ReconcileRun_startedAt_idx" ON "ReconcileRun"("startedAt");

-- CreateIndex
CREATE INDEX "BillingCustomer_lifecycle_idx" ON "BillingCustomer"("lifecycle");
