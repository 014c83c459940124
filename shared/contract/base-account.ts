import { StrKey } from '@stellar/stellar-sdk';

const publicKeyBytes = 32;

/** Who signs for an address: without the id that payments to it carry. */
export const baseAccount = (address: string): string =>
	StrKey.isValidMed25519PublicKey(address)
		? StrKey.encodeEd25519PublicKey(StrKey.decodeMed25519PublicKey(address).subarray(0, publicKeyBytes))
		: address;
