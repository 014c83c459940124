import type { xdr } from '@stellar/stellar-sdk';

/** Horizon's words for results that are not the XDR's own names in snake case. */
const others: Record<string, string> = {
	tx_no_account: 'tx_no_source_account',
	op_no_account: 'op_no_source_account',
	op_already_exist: 'op_already_exists',
	op_name_not_found: 'op_data_name_not_found',
	op_invalid_name: 'op_data_invalid_name',
	op_seqnum_too_far: 'op_seq_num_too_far',
	op_trapped: 'function_trapped',
	op_resource_limit_exceeded: 'resource_limit_exceeded',
	op_entry_archived: 'entry_archived',
	op_insufficient_refundable_fee: 'insufficient_refundable_fee',
};

const words = (name: string): string => {
	const snake = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
	return others[snake] ?? snake;
};

type Result = {
	type: string;
	results?: xdr.OperationResult[];
	innerResultPair?: { result: { result: Result } };
};

/** `result_codes` of a refused or failed transaction. */
export function resultCodes(result: xdr.TransactionResult): object {
	const outer = result.result as unknown as Result;
	const inner = outer.innerResultPair?.result.result;
	const results = (inner ?? outer).results;
	return {
		transaction: words(outer.type),
		...(inner ? { inner_transaction: words(inner.type) } : {}),
		...(results ? { operations: results.map(operationCode) } : {}),
	};
}

function operationCode(result: xdr.OperationResult): string {
	if (result.type !== 'opInner') return words(result.type);
	const tr = result.tr as unknown as Record<string, unknown> & { type: string };
	const own = Object.values(tr).find(
		(v): v is { type: string } => typeof v === 'object' && v !== null && 'type' in v,
	);
	// The XDR's names start with the operation's: paymentUnderfunded.
	const reason = own!.type.slice(tr.type.length);
	return words(`op${reason}`);
}
