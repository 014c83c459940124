import { StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';

/** Keys and addresses in the environment, with their checksums: a typing error is found before anything is sent. */
export const secretKey = z.string().refine((text) => StrKey.isValidEd25519SecretSeed(text));

export const accountAddress = z.string().refine((text) => StrKey.isValidEd25519PublicKey(text));

/** A payee may be a contract as well. */
export const payeeAddress = z
	.string()
	.refine((text) => StrKey.isValidEd25519PublicKey(text) || StrKey.isValidContract(text));
