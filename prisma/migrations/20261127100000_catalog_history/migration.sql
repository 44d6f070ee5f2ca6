-- AlterTable
ALTER TABLE "CatalogEntry" ADD COLUMN     "isCurrent" BOOLEAN NOT NULL DEFAULT true,
DROP CONSTRAINT "CatalogEntry_pkey",
ADD CONSTRAINT "CatalogEntry_pkey" PRIMARY KEY ("kind", "key", "stripeId");

-- One current entry per kind and key; those that it replaced stay.
CREATE UNIQUE INDEX "CatalogEntry_current" ON "CatalogEntry" ("kind", "key") WHERE "isCurrent";
