import { z } from '@hono/zod-openapi';
import { ticketId } from '#shared/chain/state/ids.ts';
import { currencies, type FaceCurrency } from '#shared/currencies.ts';
import { type PayeeRole, shownRole } from '#shared/payee-roles.ts';

/** Stroops (10⁻⁷ USDC), as a decimal string. */
export const stroopsText = z.string().openapi({ description: 'stroops (10⁻⁷ USDC)', example: '15000000' });
/** An order's or a ticket's id: wider than a JSON number. */
export const idText = z.string().openapi({ description: 'an unsigned whole number', example: '42' });
export const addressText = z.string().openapi({ description: 'a Stellar address: G…, C… or M…' });
export const isoTime = z.string().openapi({ format: 'date-time', example: '2026-12-01T17:00:00.000Z' });
export const hashText = z.string().openapi({ description: 'hex' });

export const roleOf = (role: number, written?: string): PayeeRole => shownRole(role, written);
export const currencyOf = (currency: number): FaceCurrency => currencies[currency]!;

export const secondsOf = (date: Date): bigint => BigInt(Math.floor(date.getTime() / 1000));

export const ticketText = (order: bigint, index: number): string => String(ticketId(order, index));
