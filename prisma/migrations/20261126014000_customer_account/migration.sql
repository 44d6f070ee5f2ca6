-- AlterTable
ALTER TABLE "BillingCustomer" ADD COLUMN     "accountId" TEXT;
