import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate --config platform/drizzle.config.ts` writes a migration from the changed tables. */
export default defineConfig({
	dialect: 'postgresql',
	schema: './platform/models/*.ts',
	out: './platform/migrations',
	casing: 'snake_case',
});
