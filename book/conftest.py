"""The notebooks are tests: every cell is executed by nbval, and its output compared with the stored one."""


def pytest_configure(config):
    config.option.nbval = True
    config.option.nbval_current_env = True
    config.option.nbval_cell_timeout = 120
