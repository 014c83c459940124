import type { Overlay } from '../state.ts';
import type { Operation, OperationResult, OperationResultTr, PublicKey } from '../wire.ts';

/** What a classic operation works on. `source` exists. */
export type OperationContext = { state: Overlay; source: PublicKey; ledger: number };

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
