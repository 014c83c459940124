import type { Sponsors } from '../reserves.ts';
import type { Overlay } from '../state.ts';
import type {
	ContractEvent,
	Memo,
	Operation,
	OperationResult,
	OperationResultTr,
	PublicKey,
} from '../xdr-types.ts';

/** What every operation of one transaction shares. */
export type TransactionScope = {
	/** Source, sequence number and memo of the transaction itself. */
	tx: { source: PublicKey; seqNum: bigint; memo: Memo };
	passphrase: string;
	ledger: number;
	closeTime: bigint;
	sponsors: Sponsors;
};

/** What a classic operation works on. `source` exists. Its events count only if the whole transaction succeeds. */
export type OperationContext = TransactionScope & {
	state: Overlay;
	source: PublicKey;
	/** 0 for the first operation. */
	place: number;
	events: ContractEvent[];
};

export type Apply<T extends Operation['body']['type']> = (
	body: Extract<Operation['body'], { type: T }>,
	context: OperationContext,
) => OperationResult;

/** The operation's own result, by the name of its arm in the XDR union. */
export function result(type: number, arm: string, code: number, rest: object = {}): OperationResult {
	return { code: 0, tr: { type, [arm]: { code, ...rest } } as never as OperationResultTr };
}

export const notSupported: OperationResult = { code: -3 };

export const succeeded = (r: OperationResult): boolean =>
	r.code === 0 &&
	Object.values(r.tr).some((v) => typeof v === 'object' && (v as { code?: number }).code === 0);
