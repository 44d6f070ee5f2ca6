-- AlterEnum
ALTER TYPE "BillingAlertKind" ADD VALUE 'refused_trial_charged';
