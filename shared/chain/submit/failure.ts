import { StrKey, xdr } from '@stellar/stellar-sdk';
import type { eventV1Failures } from '#shared/contract/event-v1/failures.ts';
import type { eventV2Failures } from '#shared/contract/event-v2/failures.ts';
import type {
	assetFailures,
	CodeIn,
	Failure,
	FailuresOfContracts,
	registryFailures,
} from '#shared/contract/failures.ts';
import { PassaError } from '#shared/errors.ts';

/** An error of one of the contracts that take part in our calls. */
export type ContractCode =
	| CodeIn<typeof eventV1Failures>
	| CodeIn<typeof eventV2Failures>
	| CodeIn<typeof registryFailures>
	| CodeIn<typeof assetFailures>;
export type CallError = PassaError<ContractCode | 'CALL_FAILED'>;

type ContractError = { contract: string; contractError: number };
/** An error of the host has no number of a contract. */
type CallFault = { contract: string; contractError: number | null };

/**
 * With these the host itself ends a call: its resources ran out, or an entry is missing. Its other errors wrap one of a
 * contract.
 */
const endings: string[] = ['sceBudget', 'sceStorage'];

/** The errors in a failed simulation's diagnostic events (base64), in the order in which they happened. */
function faultsIn(diagnostics: string[]): CallFault[] {
	return diagnostics.flatMap((text): CallFault[] => {
		const { event } = xdr.DiagnosticEvent.fromXdr(text, 'base64');
		const [name, value] = event.body.v0.topics;
		const isError =
			event.type.name === 'diagnostic' && name?.type === 'scvSymbol' && name.sym.toString() === 'error';
		if (!isError || value?.type !== 'scvError') return [];
		const contract = event.contractId ? StrKey.encodeContract(event.contractId.toXdr()) : '';
		const { error } = value;
		if (error.type === 'sceContract') return [{ contract, contractError: error.contractCode }];
		return endings.includes(error.type) ? [{ contract, contractError: null }] : [];
	});
}

/**
 * The contract whose error ended the call. The error passes unchanged through the contracts that called it; errors that
 * a contract caught do not count. Null if the host ended the call.
 */
function originOf(diagnostics: string[]): ContractError | null {
	const faults = faultsIn(diagnostics);
	const last = faults.at(-1)?.contractError ?? null;
	if (last === null) return null;
	const first = faults[faults.findLastIndex((e) => e.contractError !== last) + 1]!;
	return { contract: first.contract, contractError: last };
}

/**
 * The contract's own reason, if the diagnostic events (base64) have an error of a known contract. In another
 * contract the number means something else.
 */
export function contractFailure(
	diagnostics: string[],
	contracts: FailuresOfContracts,
	detail: object = {},
): PassaError<ContractCode> | null {
	const origin = originOf(diagnostics);
	const known = origin && contracts[origin.contract]?.[origin.contractError];
	return known
		? new PassaError(known.code as ContractCode, known.message, { detail: { ...origin, ...detail } })
		: null;
}

/** What a failed call means for the person who made it. CALL_FAILED names the contract and its error number. */
export const failureOf = (diagnostics: string[], contracts: FailuresOfContracts, words: string): CallError =>
	contractFailure(diagnostics, contracts) ??
	new PassaError('CALL_FAILED', `The contract refused the call: ${words.split('\n')[0]}`, {
		detail: { words, ...originOf(diagnostics) },
	});

/** Results of transactions that the network did not accept. */
const refusals = {
	txBadAuth: {
		code: 'SIGNATURE_WRONG',
		message:
			'The wallet signed with another key, or for another network. Choose the right one and try again.',
	},
	txBadSeq: {
		code: 'OUT_OF_ORDER',
		message: 'Another transaction of this wallet came first. Ask for a new quote.',
	},
	txTooLate: { code: 'QUOTE_EXPIRED', message: 'The quote has expired. Ask for a new one.' },
	txInsufficientBalance: {
		code: 'INSUFFICIENT_XLM',
		message: 'There is not enough XLM in the wallet for the network fee.',
	},
	txInsufficientFee: {
		code: 'NETWORK_BUSY',
		message: 'The network is busy and the fee too low. Ask for a new quote.',
	},
	TRY_AGAIN_LATER: { code: 'NETWORK_BUSY', message: 'The network is busy. Try again in a minute.' },
} as const satisfies Record<string, Failure>;

export type RefusalCode = (typeof refusals)[keyof typeof refusals]['code'] | 'NOT_ACCEPTED';

export function refusalOf(why: string): PassaError<RefusalCode> {
	const { code, message } = Object.hasOwn(refusals, why)
		? refusals[why as keyof typeof refusals]
		: ({ code: 'NOT_ACCEPTED', message: `The network did not take the transaction (${why}).` } as const);
	return new PassaError(code, `${message} Nothing was paid.`, { detail: { why } });
}
