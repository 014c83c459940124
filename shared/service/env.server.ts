import { StrKey } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { PassaError } from '../errors.ts';
import { readNetworks } from './address.ts';

/**
 * Reads the environment once, at the start of a process. A wrong or missing variable ends it with the variable's name
 * and, from the schema's description, what was expected; its value is never printed.
 */
export function readEnv<S extends z.ZodRawShape>(shape: S): z.output<z.ZodObject<S>> {
	const parsed = z.object(shape).safeParse(process.env);
	if (parsed.success) return parsed.data;
	const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
	const expected = names.map((name) => `${name} must be ${shape[name] && descriptionOf(shape[name])}`);
	throw new PassaError('ENV_INVALID', `wrong environment: ${expected.join('; ')}`);
}

function descriptionOf(schema: z.core.$ZodType): string {
	return (schema as z.ZodType).description ?? 'set as the documentation says';
}

/** Addresses and CIDR networks with commas between. Unset: none. */
export const networkList = z
	.string()
	.default('')
	.transform((text, context) => {
		try {
			return readNetworks(text);
		} catch {
			context.addIssue({ code: 'custom', message: 'not readable' });
			return z.NEVER;
		}
	});

/** The platform's account for payees who are paid later. Unset: nobody is. */
export const payoutsAccount = z
	.string()
	.refine((a) => StrKey.isValidEd25519PublicKey(a) || StrKey.isValidContract(a))
	.optional()
	.describe('the address (G… or C…) of the account for payees who are paid later, unset if there is none');

/** The words for TRUSTED_PROXIES, which every service has. */
export const proxiesWords =
	'IP addresses or networks (10.0.0.7, 10.1.0.0/16) of our own proxies, with commas between: only their X-Forwarded-For counts';
