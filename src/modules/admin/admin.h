/*
 * admin.h - system administration (系统管理): logging in, accounts, grants, keys, units, audit.
 *
 * The model: three offices are kept apart (三员分立).  The system administrator
 * makes accounts, which wait; the security administrator makes them effective
 * and grants roles, never to himself; the auditor reads the trail.  Each acts
 * within the subtree of the grant.  Accounts out of reach do not exist (404).
 *
 * Glossary: account 账号, grant 授权, role 角色, unit 机构, key 接口密钥, audit 审计.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef ADMIN_ADMIN_H
#define ADMIN_ADMIN_H

#include "http/http.h"

extern const struct module ADMIN_MODULE;

#endif
