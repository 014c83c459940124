import { xdr } from '@stellar/stellar-sdk';

/** Numbers of ScErrorType and ScErrorCode. */
const types = { context: 2, storage: 3, budget: 7, value: 8 } as const;
const codes = { invalidInput: 2, exceededLimit: 5, unexpectedType: 8 } as const;

/** Why a transaction is refused or fails, if the host did not run or has no word of it. */
export type Reason = {
	type: keyof typeof types;
	code: keyof typeof codes;
	message: string;
	/** What was asked for and what is allowed, in this order. */
	numbers?: (number | bigint)[];
};

/** The reason as an encoded DiagnosticEvent, in the form of a validator's own: topics `error` and the error. */
export function diagnosticEvent({ type, code, message, numbers = [] }: Reason): Uint8Array {
	const error = { type: 2, error: { type: types[type], code: codes[code] } };
	const text = { type: 14, str: message };
	const data =
		numbers.length === 0
			? text
			: { type: 16, vec: [text, ...numbers.map((n) => ({ type: 5, u64: BigInt(n) }))] };
	return xdr.DiagnosticEvent.fromXdrObject({
		inSuccessfulContractCall: false,
		event: {
			ext: { v: 0 },
			contractId: null,
			type: 2,
			body: { v: 0, v0: { topics: [xdr.ScVal.scvSymbol('error').toXdrObject(), error], data } },
		},
	} as never).toXdr();
}
