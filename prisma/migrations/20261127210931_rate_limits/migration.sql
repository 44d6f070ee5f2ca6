-- Its rows count failed sign-ins of the last 15 minutes.
-- DropTable
DROP TABLE "RateLimiterFlexible";

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" BIGINT,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);
