// openid-client: discovery, code flow with PKCE and nonce, refresh, UserInfo, revocation, sign-out.
import * as client from 'openid-client'
import { done, given, person } from './hand_over.mjs'

const authentication = given.secret ? client.ClientSecretBasic(given.secret) : client.None()
const metadata = given.algorithm ? { id_token_signed_response_alg: given.algorithm } : undefined
const config = await client.discovery(new URL(given.issuer), given.client_id, metadata, authentication, {
  execute: [client.allowInsecureRequests],
  algorithm: given.discovery,
})
const options = given.dpop
  ? { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair(given.dpop)) }
  : {}

const verifier = client.randomPKCECodeVerifier()
const nonce = client.randomNonce()
const state = client.randomState()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: given.redirect_uri,
  scope: 'openid email tasks.read',
  resource: given.resource,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  nonce,
  state,
})
const tokens = await client.authorizationCodeGrant(
  config,
  await person(url),
  { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true },
  { resource: given.resource },
  options,
)
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, {}, options)
const { sub } = tokens.claims()
const userinfo = await client.fetchUserInfo(config, renewed.access_token, sub, options)
const call = () =>
  client.fetchProtectedResource(
    config, renewed.access_token, new URL('/api/tasks', given.issuer), 'GET', null, undefined, options,
  )
const before = (await call()).status
await client.tokenRevocation(config, renewed.refresh_token)
const after = await call().then((answer) => answer.status, (error) => error.status ?? error.code)
done({
  token_type: tokens.token_type,
  id_token: tokens.id_token,
  userinfo,
  scope: renewed.scope,
  before,
  after,
  end_session: String(client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token })),
})
