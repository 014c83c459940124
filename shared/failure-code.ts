import type { CollectEvidenceError } from './chain/audit/collect-evidence.ts';
import type { ReadEvidenceFileError } from './chain/audit/read-evidence-file.ts';
import type { AddTrustLineError } from './chain/submit/add-trust-line.ts';
import type { CarryOutError, PlanOperationError } from './chain/submit/operate.ts';
import type { PublishError } from './chain/submit/publish.ts';
import type { BuyError, QuoteError } from './chain/submit/purchase.ts';
import type { ReadTransactionError } from './chain/submit/read-transaction.ts';
import type { ActOnTicketError, QuoteTicketError } from './chain/submit/ticket-action.ts';

/** Every code by which an action on the chain fails, whether a wallet signs it or it only reads. */
export type FailureCode = (
	| QuoteError
	| BuyError
	| AddTrustLineError
	| QuoteTicketError
	| ActOnTicketError
	| PublishError
	| PlanOperationError
	| CarryOutError
	| ReadTransactionError
	| CollectEvidenceError
	| ReadEvidenceFileError
)['code'];
