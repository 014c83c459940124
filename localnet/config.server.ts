import { z } from 'zod';
import { readEnv } from '#shared/service/env.server.ts';

export const readConfig = () =>
	readEnv({
		PASSA_DATA: z.string().min(1).describe('the data folder'),
		PORT: z.coerce.number().int().min(0).max(65535).describe('a port'),
		HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
		CLOSE_SECONDS: z.coerce.number().positive().default(1).describe('seconds between ledgers, more than 0'),
	});
