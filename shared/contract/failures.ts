/** What an error of a contract means: a stable code, and words for people. */
export type Failure = { code: string; message: string };
/** By error number. */
export type Failures = Readonly<Record<number, Failure>>;
/** Failures by contract address: an error number has another meaning in each contract. */
export type FailuresOfContracts = Readonly<Record<string, Failures>>;
export type CodeIn<Table extends Failures> = Extract<Table[keyof Table], Failure>['code'];

/** contracts/registry/src/errors.rs. */
export const registryFailures = {
	700: { code: 'PLATFORM_SHARE_MISSING', message: "The shares must include the platform's fee." },
	701: { code: 'RESERVE_TOO_SMALL', message: 'A larger reserve is required of this event.' },
	702: { code: 'EVENT_NOT_OURS', message: 'This registry did not deploy that event.' },
	703: { code: 'CONFIG_INVALID', message: "The registry's configuration is not valid." },
	704: { code: 'EVENT_EXISTS', message: 'This organizer has already published an event with this nonce.' },
	705: { code: 'TERMS_UNREADABLE', message: "The event's terms do not have the form of its version." },
	706: { code: 'VERSION_NOT_NEXT', message: 'New event code needs the version after the present one.' },
	707: { code: 'CHANGE_PENDING', message: 'A change of this kind is already proposed. Cancel it first.' },
	708: { code: 'NO_CHANGE_PENDING', message: 'No change of this kind is proposed.' },
	709: { code: 'CHANGE_TOO_EARLY', message: 'The delay of this change is not over yet.' },
	710: { code: 'NOT_ADMIN_OR_GUARDIAN', message: 'Only the admin or the guardian may cancel a change.' },
	711: { code: 'RELAYER_DISABLED', message: 'The guardian has disabled the relayer.' },
	712: { code: 'ROLE_NOT_ACCEPTED', message: "The role's new holder has not accepted it yet." },
	713: { code: 'NOT_VETOABLE', message: 'Only the admin may cancel the replacement of the guardian.' },
	714: { code: 'EVENT_TOO_OLD', message: 'This event was published before that was possible.' },
	715: { code: 'TOO_MANY_EVENTS', message: 'One call pays out at most 64 events.' },
	716: { code: 'NOT_A_ROLE', message: 'Nobody has to accept a change of this kind.' },
} as const satisfies Failures;

/** contracts/loyalty/src/errors.rs, as far as the relayer's calls meet them. */
export const loyaltyFailures = {
	860: {
		code: 'EPOCH_NOT_NEXT',
		message: 'A root with this number is already there, or one before it is not.',
	},
} as const satisfies Failures;

/** Errors of the Stellar Asset Contract (soroban-env-host, builtin contract errors). */
export const assetFailures = {
	10: { code: 'INSUFFICIENT_USDC', message: 'There is not enough USDC in the wallet. Nothing was paid.' },
	11: { code: 'BALANCE_FROZEN', message: "USDC's issuer has frozen this balance." },
	13: { code: 'NO_TRUSTLINE', message: 'The wallet does not accept USDC yet. Add USDC to it and try again.' },
} as const satisfies Failures;
