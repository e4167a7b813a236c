// oauth4webapi: from the resource's challenge to its metadata, to the server, and back with a token.
import * as oauth from 'oauth4webapi'
import { done, given, person } from './hand_over.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }
const call = (token, options) =>
  oauth.protectedResourceRequest(
    token ?? 'none', 'GET', new URL(`${given.resource}/tasks`), undefined, undefined, { ...insecure, ...options },
  )
const refused = await call().catch((error) => error)
const challenges = refused.cause.map(({ scheme, parameters }) => ({ scheme, ...parameters }))

const resource = await oauth.processResourceDiscoveryResponse(
  new URL(given.resource),
  await oauth.resourceDiscoveryRequest(new URL(given.resource), insecure),
)
const issuer = new URL(resource.authorization_servers[0])
const as = await oauth.processDiscoveryResponse(
  issuer,
  await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
)
const client = { client_id: given.client_id }
const authentication = oauth.None()
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair(given.dpop))

const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const url = new URL(as.authorization_endpoint)
for (const [name, value] of Object.entries({
  client_id: client.client_id,
  response_type: 'code',
  redirect_uri: given.redirect_uri,
  scope: 'openid tasks.read',
  resource: resource.resource,
  dpop_jkt: await DPoP.calculateThumbprint(),
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  nonce,
  state,
})) url.searchParams.set(name, value)

async function twice(request) {
  // The first answer may ask for the server's nonce (RFC 9449 section 8).
  try {
    return await request()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return request()
  }
}
const parameters = oauth.validateAuthResponse(as, client, await person(url), state)
const tokens = await twice(async () =>
  oauth.processAuthorizationCodeResponse(
    as,
    client,
    await oauth.authorizationCodeGrantRequest(
      as, client, authentication, parameters, given.redirect_uri, verifier, { DPoP, ...insecure },
    ),
    { expectedNonce: nonce, requireIdToken: true },
  ),
)
const renewed = await twice(async () =>
  oauth.processRefreshTokenResponse(
    as,
    client,
    await oauth.refreshTokenGrantRequest(
      as, client, authentication, tokens.refresh_token, { DPoP, ...insecure },
    ),
  ),
)
const { sub } = oauth.getValidatedIdTokenClaims(tokens)
const userinfo = await twice(async () =>
  oauth.processUserInfoResponse(
    as, client, sub, await oauth.userInfoRequest(as, client, renewed.access_token, { DPoP, ...insecure }),
  ),
)
const before = (await twice(() => call(renewed.access_token, { DPoP }))).status
const stolen = await call(renewed.access_token).catch((error) => error)

let claims = null
if (given.jwt) {
  // As a resource server elsewhere: the request as it was sent, and our published keys.
  let sent
  const spy = (url, request) => {
    sent = new Request(url, request)
    return fetch(url, request)
  }
  await call(renewed.access_token, { DPoP, [oauth.customFetch]: spy })
  claims = await oauth.validateJwtAccessToken(as, sent, resource.resource, { requireDPoP: true, ...insecure })
}
await oauth.processRevocationResponse(
  await oauth.revocationRequest(as, client, authentication, renewed.access_token, insecure),
)
const after = await call(renewed.access_token, { DPoP }).catch((error) => error)
done({
  challenges,
  token_type: tokens.token_type,
  sub,
  userinfo,
  before,
  stolen: stolen.status,
  after: after.status,
  claims,
})
