import { z } from 'zod';
import { readEnv } from '#shared/service/env.server.ts';

/** The simulator's environment. It listens on loopback only. Throws ENV_INVALID. */
export const readConfig = () =>
	readEnv({
		HOST: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1').describe('a loopback address'),
		PORT: z.coerce.number().int().min(0).max(65_535).describe('a port number'),
		PASSA_DATA: z.string().min(1).optional().describe('a folder to keep its state in, unset: in memory'),
		MPESA_KEY: z.string().min(1).default('sandbox').describe("the consumer's key"),
		MPESA_SECRET: z.string().min(1).default('sandbox').describe("the consumer's secret"),
		MPESA_SHORTCODE: z
			.string()
			.regex(/^\d{5,7}$/)
			.default('174379')
			.describe('a shortcode of 5 to 7 digits'),
		MPESA_PASSKEY: z.string().min(1).default('sandbox').describe("the shortcode's passkey"),
		MPESA_INITIATOR_PASSWORD: z.string().min(1).default('sandbox').describe("the initiator's password"),
	});
