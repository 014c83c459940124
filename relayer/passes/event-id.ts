import { StrKey } from '@stellar/stellar-sdk';

/** A contract's address as the 32 bytes that passes name it by. */
export const eventIdOf = (event: string): Uint8Array<ArrayBuffer> =>
	new Uint8Array(StrKey.decodeContract(event));
